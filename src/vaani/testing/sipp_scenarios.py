"""What does sipp play? Pieces of its scenarios, as it reads them (XML, its own words in brackets).

Each request of ours has its branch; `CALLER` is the number that calls. The port that is called
sends a re-INVITE of its own as soon as a call is up, which `TAKES_OURS` answers.
"""

from __future__ import annotations


def request(method: str, cseq: str, branch: str, *, body: str = "", tagged: bool = True) -> str:
    """One request of a scenario of sipp's."""
    target = "[next_url]" if tagged else "sip:[service]@[remote_ip]:[remote_port]"
    typed = "Content-Type: application/sdp\n" if body else ""
    return f"""<send><![CDATA[

{method} {target} SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=z9hG4bK[pid]{branch}
From: <sip:CALLER@[local_ip]:[local_port]>;tag=[pid]s
To: <sip:[service]@[remote_ip]:[remote_port]>{"[peer_tag_param]" if tagged else ""}
Call-ID: [call_id]
CSeq: {cseq} {method}
Contact: <sip:sipp@[local_ip]:[local_port]>
Max-Forwards: 70
{typed}Content-Length: [len]

{body}
]]></send>"""


def sound(direction: str) -> str:
    """A description of sipp's sound."""
    return (
        "v=0\no=sipp 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 [media_ip]\nt=0 0\n"
        f"m=audio [media_port] RTP/AVP 8 101\na=rtpmap:8 PCMA/8000\n"
        f"a=rtpmap:101 telephone-event/8000\na={direction}\n"
    )


def scenario(number: str, *steps: str) -> str:
    """What sipp reads."""
    text = "\n".join(steps).replace("CALLER", number)
    return f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<scenario name="s">\n{text}\n</scenario>'


def hears(status: int, *, also: str = "", more: str = "") -> str:
    """A response that must come, behind the provisional ones."""
    rung = "".join(f'<recv response="{one}" optional="true"/>' for one in (100, 180))
    return f'{rung}<recv response="{status}" rrs="true"{also}>{more}</recv>'


TAKES_OURS = """<recv request="INVITE"/><send><![CDATA[

SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:sipp@[local_ip]:[local_port]>
Content-Type: application/sdp
Content-Length: [len]

SDP
]]></send><recv request="ACK"/>""".replace("SDP", sound("sendrecv"))
IS_HELD = (
    '<action><ereg regexp="a=recvonly" search_in="msg" check_it="true" assign_to="1"/></action>'
)
