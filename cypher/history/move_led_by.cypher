// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for the cases of a record and their workers
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:LED_BY]->(b:Professional)
WHERE l.until <= $until
CREATE (a)-[:WAS_LED_BY {since: l.since, until: l.until, opened_on: l.opened_on, is_open: l.is_open, closed_on: l.closed_on, stated_on: l.stated_on}]->(b)
DELETE l
RETURN count(*) AS moved
