"""An ordinary kernel, whose end is seen at once."""

from __future__ import annotations

import asyncio
import time

from jupyter_client.provisioning.local_provisioner import LocalProvisioner


class PromptProvisioner(LocalProvisioner):
    """Starts a kernel as usual; stopping it returns as soon as it is gone, not at the next tenth of a second."""

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and what it started, and wait until it is gone."""
        await super().kill(restart=restart)
        until = time.monotonic() + 5
        while await self.poll() is None and time.monotonic() < until:
            await asyncio.sleep(0.002)
