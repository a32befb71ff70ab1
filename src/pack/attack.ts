/**
 * MITRE ATT&CK techniques that rules name, with the tactic they stand under. Names as published in version 17.
 * @module
 */

/** One technique. */
export interface Technique {
  readonly name: string;
  /** Tactic id and name. */
  readonly tactic: readonly [string, string];
}

const EXECUTION = ['TA0002', 'Execution'] as const;
const PERSISTENCE = ['TA0003', 'Persistence'] as const;
const DEFENSE_EVASION = ['TA0005', 'Defense Evasion'] as const;
const CREDENTIAL_ACCESS = ['TA0006', 'Credential Access'] as const;
const DISCOVERY = ['TA0007', 'Discovery'] as const;
const COLLECTION = ['TA0009', 'Collection'] as const;
const EXFILTRATION = ['TA0010', 'Exfiltration'] as const;
const IMPACT = ['TA0040', 'Impact'] as const;
const INITIAL_ACCESS = ['TA0001', 'Initial Access'] as const;

/** Technique id to its facts. */
export const ATTACK: Readonly<Record<string, Technique>> = {
  T1005: { name: 'Data from Local System', tactic: COLLECTION },
  T1020: { name: 'Automated Exfiltration', tactic: EXFILTRATION },
  T1041: { name: 'Exfiltration Over C2 Channel', tactic: EXFILTRATION },
  T1048: { name: 'Exfiltration Over Alternative Protocol', tactic: EXFILTRATION },
  T1059: { name: 'Command and Scripting Interpreter', tactic: EXECUTION },
  T1070: { name: 'Indicator Removal', tactic: DEFENSE_EVASION },
  T1078: { name: 'Valid Accounts', tactic: INITIAL_ACCESS },
  T1087: { name: 'Account Discovery', tactic: DISCOVERY },
  T1098: { name: 'Account Manipulation', tactic: PERSISTENCE },
  T1110: { name: 'Brute Force', tactic: CREDENTIAL_ACCESS },
  T1119: { name: 'Automated Collection', tactic: COLLECTION },
  T1195: { name: 'Supply Chain Compromise', tactic: INITIAL_ACCESS },
  T1199: { name: 'Trusted Relationship', tactic: INITIAL_ACCESS },
  T1213: { name: 'Data from Information Repositories', tactic: COLLECTION },
  T1485: { name: 'Data Destruction', tactic: IMPACT },
  T1496: { name: 'Resource Hijacking', tactic: IMPACT },
  T1498: { name: 'Network Denial of Service', tactic: IMPACT },
  T1499: { name: 'Endpoint Denial of Service', tactic: IMPACT },
  T1530: { name: 'Data from Cloud Storage', tactic: COLLECTION },
  T1539: { name: 'Steal Web Session Cookie', tactic: CREDENTIAL_ACCESS },
  T1552: { name: 'Unsecured Credentials', tactic: CREDENTIAL_ACCESS },
  T1556: { name: 'Modify Authentication Process', tactic: CREDENTIAL_ACCESS },
  T1562: { name: 'Impair Defenses', tactic: DEFENSE_EVASION },
  T1567: { name: 'Exfiltration Over Web Service', tactic: EXFILTRATION },
  T1621: { name: 'Multi-Factor Authentication Request Generation', tactic: CREDENTIAL_ACCESS },
};

/** Techniques of a rule by tactic; ids that are not in the table are left out (rules lint names them). */
export const byTactic = (
  ids: readonly string[],
): ReadonlyMap<string, { readonly name: string; readonly techniques: readonly (readonly [string, string])[] }> => {
  const tactics = new Map<string, { name: string; techniques: (readonly [string, string])[] }>();
  for (const id of ids) {
    const facts = ATTACK[id];
    if (facts === undefined) continue;
    const [tacticId, name] = facts.tactic;
    const entry = tactics.get(tacticId) ?? { name, techniques: [] };
    entry.techniques.push([id, facts.name]);
    tactics.set(tacticId, entry);
  }
  return tactics;
};
