/**
 * One value of an event, judged alone.
 * @module
 */
import type { AcceptValue } from '../event/index.js';
import type { SecretScanner } from './finding.js';

/** Whether the value of a field holds no secret and needs no cut. */
export const createCleanValue =
  (scanner: SecretScanner): AcceptValue =>
  ({ group, name }, value) => {
    // Field and group name the value, as they do in the whole event.
    const part = group === '' ? { [name]: value } : { [group]: { [name]: value } };
    const { redacted, findings, capped } = scanner.scan(part);
    return redacted === part && findings.length === 0 && capped.length === 0;
  };
