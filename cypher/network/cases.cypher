// purpose: read the cases of every visible record
// params: number, agencies, sealed
// returns: record, is_open, opened_on, closed_on
MATCH (r:Record)-[c:LED_BY]->(w:Professional)
WHERE c.since <= $number AND c.until > $number AND r.partner IN $agencies AND NOT r.key IN $sealed
RETURN r.key AS record, c.is_open AS is_open, c.opened_on AS opened_on, c.closed_on AS closed_on
