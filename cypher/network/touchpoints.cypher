// purpose: read every visible record's touchpoints in a window of days
// params: number, after, until, agencies, sealed
// returns: record, event, kind, happened_on
MATCH (r:Record)-[h:HAD]->(t:Touchpoint)
WHERE h.since <= $number AND h.until > $number AND h.happened_on > $after AND h.happened_on <= $until AND r.partner IN $agencies AND NOT r.key IN $sealed
RETURN r.key AS record, t.key AS event, h.kind AS kind, h.happened_on AS happened_on
