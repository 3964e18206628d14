"""Stand-ins of the services Paceline talks to, as ASGI apps for its real client code: faithful, filled with data, scriptable, and local.

Nothing here knows the program: a stand-in that shared code with the client under test would share its mistakes.
"""
