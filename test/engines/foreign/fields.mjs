// Fields that rules name, and foreign events as one flat object each.

const inPredicate = (predicate, found) => {
  if (predicate.kind === 'match') {
    found.add(predicate.field);
    if (predicate.test.op === 'field') found.add(predicate.test.other);
  } else if (predicate.kind === 'not') inPredicate(predicate.part, found);
  else for (const part of predicate.parts ?? []) inPredicate(part, found);
};

/** Adds the fields that a rule reads, groups by or carries. */
export const collectFields = (rule, found) => {
  for (const field of [...rule.meta.group, ...rule.meta.details]) found.add(field);
  if (rule.kind === 'detection') {
    inPredicate(rule.predicate, found);
    return;
  }
  const { field, fields = [], keyField, kinds = {}, sources } = rule.correlation;
  for (const name of [field, keyField, ...fields, ...Object.values(kinds)]) if (name !== undefined) found.add(name);
  for (const source of sources) {
    for (const name of source.groupFields) found.add(name);
    collectFields(source.rule, found);
  }
};

const flatten = (value, name, into) => {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') into[name] = value;
  else if (Array.isArray(value)) {
    const scalars = value.filter((item) => typeof item !== 'object');
    if (scalars.length > 0) into[name] = scalars;
  } else for (const [key, inner] of Object.entries(value)) flatten(inner, name === '' ? key : `${name}.${key}`, into);
};

/** One flat object: nested names joined with dots, arrays of scalars kept, nulls dropped. */
export const flatEvent = (event) => {
  const flat = {};
  flatten(event, '', flat);
  return flat;
};

/** An event of Windows as JSON dumps of EVTX files hold it, under the names that Sigma rules use. */
export const windowsEvent = ({ Event: { System, EventData, UserData } }) => {
  const { Provider, TimeCreated: _time, Execution: _execution, Security: _security, ...system } = System;
  return flatEvent({
    ...system,
    Provider_Name: Provider?.['#attributes']?.Name,
    ...EventData,
    ...Object.values(UserData ?? {})[0],
  });
};
