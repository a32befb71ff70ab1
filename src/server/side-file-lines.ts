/**
 * What lies beside the trail and wants to be looked at.
 * @module
 */
import { statSync } from 'node:fs';
import { droppedLines, sideFilePieces, type TrailLayout } from '../trail/index.js';

const bytesOf = (file: string): number =>
  [file, ...sideFilePieces(file)].reduce(
    (sum, piece) => sum + (statSync(piece, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );

const size = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${String(Math.ceil(bytes / 1024))} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

/** Lines about the dead-letter and the quarantine file; none when both are empty. */
export const sideFileLines = ({ deadLetter, quarantine }: TrailLayout): readonly string[] => {
  const lines: string[] = [];
  const letters = bytesOf(deadLetter);
  const lost = droppedLines(deadLetter);
  if (letters > 0) lines.push(`${size(letters)} of events that a receiver rejected: agent-siem deadletter list.`);
  if (lost > 0) lines.push(`${String(lost)} of the oldest dead letters were removed for room; the trail has them.`);
  const refused = bytesOf(quarantine);
  const gone = droppedLines(quarantine);
  if (refused > 0) lines.push(`${size(refused)} of refused events in quarantine.ndjson, with the reasons.`);
  if (gone > 0) lines.push(`${String(gone)} of the oldest refused events were removed from quarantine for room.`);
  return lines;
};
