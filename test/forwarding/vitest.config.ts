import { defineConfig } from 'vitest/config';

// Collectors and forwarders on a real trail: not part of `npm test`, run by `npm run test:engines`.
export default defineConfig({
  test: {
    include: ['test/forwarding/**/*.suite.ts'],
    setupFiles: ['test/property-seed.ts'],
    testTimeout: 300_000,
    hookTimeout: 900_000,
    fileParallelism: false,
    reporters: ['default'],
  },
});
