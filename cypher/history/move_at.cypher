// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for where a touchpoint was, by the record it was stated for
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Touchpoint {key: key})-[l:AT]->(b:StatedAddress)
WHERE l.until <= $until
CREATE (a)-[:WAS_AT {since: l.since, until: l.until, record: l.record, happened_on: l.happened_on, kind: l.kind}]->(b)
DELETE l
RETURN count(*) AS moved
