"""Starting the stand-ins: in a thread of this process or in a process of their own, on ports of this machine, and talking to them."""
