/**
 * Filters of a dashboard as Kibana controls.
 * @module
 */
import type { Dashboard } from '../model.js';
import { stableId } from '../stable-id.js';
import { DATA_VIEW_ID } from './data-view.js';
import type { Saved } from './saved-object.js';

/** Id and definition of the control of one filter; `index` is its place among the filters. */
export const control = (dashboard: Dashboard, index: number): readonly [string, Saved] => {
  const filter = dashboard.filters[index];
  const id = stableId(`${dashboard.id}/control/${filter?.id ?? ''}`);
  return [
    id,
    {
      type: 'optionsListControl',
      order: index,
      grow: true,
      width: 'medium',
      explicitInput: {
        id,
        dataViewId: DATA_VIEW_ID,
        fieldName: filter?.field,
        title: filter?.title,
        selectedOptions: [],
        enhancements: {},
      },
    },
  ];
};

/** Id of that control. */
export const controlId = (dashboard: Dashboard, index: number): string => control(dashboard, index)[0];
