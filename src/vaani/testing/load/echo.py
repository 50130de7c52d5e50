"""The floor: a server that does nothing but read a Twilio frame and send one back.

The same socket library and loop as the engine; what it costs is what the protocol costs.
"""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import sys

import orjson
import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server


class Echo(WSListener):
    """Parses each media message, decodes and encodes its payload, sends it back."""

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        message = orjson.loads(frame.get_payload_as_bytes())
        if message["event"] == "media":
            sound = base64.b64decode(message["media"]["payload"])
            back = {
                "event": "media",
                "streamSid": message["streamSid"],
                "media": {"payload": base64.b64encode(sound).decode()},
            }
            transport.send(WSMsgType.TEXT, orjson.dumps(back))


async def serve(port: int) -> None:
    """Echo until SIGTERM."""

    def factory(request: WSUpgradeRequest) -> WSListener:
        return Echo()

    server = await ws_create_server(factory, "127.0.0.1", port)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    port = server.sockets[0].getsockname()[1]
    os.write(1, b"ready ws://127.0.0.1:%d/media/twilio\n" % port)
    await stop.wait()
    server.close()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
