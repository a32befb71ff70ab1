import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/property-seed.ts'],
    // Suites with their own package.json, run by `npm run test:engines`.
    exclude: ['**/node_modules/**', 'test/engines/**', 'test/otel-next/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
