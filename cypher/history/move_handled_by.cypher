// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for who dealt with a touchpoint, by the record it was stated for
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Touchpoint {key: key})-[l:HANDLED_BY]->(b:Professional)
WHERE l.until <= $until
CREATE (a)-[:WAS_HANDLED_BY {since: l.since, until: l.until, record: l.record}]->(b)
DELETE l
RETURN count(*) AS moved
