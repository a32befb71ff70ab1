/**
 * Automation rules: incidents of our analytics rules run the channel's playbook.
 * @module
 */
import { stableId } from '../../dashboards/stable-id.js';
import { channelKey, type Notify } from '../notify.js';
import type { JsonObject } from '../pack-files.js';
import type { AnalyticsRule } from './analytics-rule.js';
import { quoted, sentinelName } from './arm.js';

const API = '2025-09-01';

/** Id of the analytics rule as incidents name it. */
const incidentRuleId = (id: string): string =>
  `[concat(resourceId('Microsoft.OperationalInsights/workspaces', parameters('workspaceName')), '/providers/Microsoft.SecurityInsights/alertRules/', ${quoted(id)})]`;

/**
 * One automation rule a channel. It names the rules it is for: title or severity alone would run the playbook on
 * incidents of every other product in the workspace.
 */
export const automation = (rules: readonly AnalyticsRule[], notify: Notify): readonly JsonObject[] =>
  Object.entries(notify).flatMap(([key, channels]) => {
    const ids = rules.filter(({ rule }) => channelKey(rule.meta, notify) === key).map(({ id }) => id);
    return channels.flatMap(({ sentinel }, index) =>
      sentinel === undefined || ids.length === 0
        ? []
        : [
            {
              type: 'Microsoft.OperationalInsights/workspaces/providers/automationRules',
              apiVersion: API,
              name: sentinelName(stableId(`sentinel/automation/${key}/${index}`)),
              properties: {
                displayName: `AI governance: ${key}`,
                order: 1,
                triggeringLogic: {
                  isEnabled: true,
                  triggersOn: 'Incidents',
                  triggersWhen: 'Created',
                  conditions: [
                    {
                      conditionType: 'Property',
                      conditionProperties: {
                        propertyName: 'IncidentRelatedAnalyticRuleIds',
                        operator: 'Contains',
                        propertyValues: ids.map(incidentRuleId),
                      },
                    },
                  ],
                },
                actions: [
                  {
                    order: 1,
                    actionType: 'RunPlaybook',
                    actionConfiguration: { tenantId: '[subscription().tenantId]', logicAppResourceId: sentinel },
                  },
                ],
              },
            } satisfies JsonObject,
          ],
    );
  });
