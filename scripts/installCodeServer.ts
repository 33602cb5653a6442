import { ensureCodeServer } from './codeServer.ts';
import { runMain } from './failure.ts';

/** Installs code-server into the cache when it is not there yet, and says where it lies. */
await runMain(async () => {
  await ensureCodeServer();
  return 0;
});
