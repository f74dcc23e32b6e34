// purpose: read what opened or closed since a published generation, of the links for the cases of a record and their workers
// params: number, forever
// returns: source, target, is_open, opened_on, closed_on, stated_on, since, until
MATCH (a:Record)-[l:LED_BY]->(b:Professional)
WHERE (l.since > $number AND l.until = $forever) OR (l.since <= $number AND l.until > $number AND l.until < $forever)
RETURN a.key AS source, b.key AS target, l.is_open AS is_open, l.opened_on AS opened_on, l.closed_on AS closed_on, l.stated_on AS stated_on, l.since AS since, l.until AS until
