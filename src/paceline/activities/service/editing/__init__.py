"""What an athlete does to activities: each an override or a composition over untouched originals, and one entry that undoes it.

An edit is one transaction. It notes the state of what it touches before and after (`rules.snapshots`), so undoing needs no code of its
own for each kind: where the state after it still holds, the state before it is written again.
"""
