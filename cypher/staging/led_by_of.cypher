// purpose: read the open links for the cases of a record and their workers
// params: keys, forever
// returns: packed source, target, is_open, opened_on, closed_on, stated_on
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:LED_BY]->(b:Professional)
WHERE l.until = $forever
RETURN collect([a.key, b.key, l.is_open, l.opened_on, l.closed_on, l.stated_on]) AS packed
