// purpose: read the open links for the cases of a record and their workers
// params: keys, forever
// returns: source, target, is_open, opened_on, closed_on, stated_on
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:LED_BY]->(b:Professional)
WHERE l.until = $forever
RETURN a.key AS source, b.key AS target, l.is_open AS is_open, l.opened_on AS opened_on, l.closed_on AS closed_on, l.stated_on AS stated_on
