"""One phone call, from answer to end.

A carrier's line is opened and a `CallPlan` is at hand. `session.CallSession` is made of the plan,
the line and the parts (transcriber, thinker, speaker, journal); the `switchboard` gives it a beat
every 20 ms, together with all other calls.

    line -> session.media -> Ingress -> switchboard: one run of the voice detector for all calls
         -> core.hearing -> SpeechStarted / SpeechPaused ...   \\
    transcriber -> CallerSaid, thinker -> ReplySentence ...     > ONE MAILBOX of `facts`
    playout, keys, failures ...                                /
    mailbox -> core.conversation.handle(fact, now) -> `decisions`, carried out in order:
         Think (a draft) -> Say -> speaker -> core.playout (not heard yet) -> Commit -> line

Whose floor it is: `core.turns`. How long a pause is waited for: `core.endpointing`. What was heard:
`core.playout`. Everything in `core` is pure: the clock is an argument.
"""
