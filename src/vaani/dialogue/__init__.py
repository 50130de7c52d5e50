"""What is said to a caller: the brain behind the `Thinker` port.

`understanding` turns a caller's words into commands, `flows` carries them out against the
`Toolbox` and decides the next act, `wording` turns acts into sentences. `brain.FlowBrain` is the
shell that ties them to a call.
"""
