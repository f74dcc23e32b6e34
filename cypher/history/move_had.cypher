// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for the touchpoints a record had
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:HAD]->(b:Touchpoint)
WHERE l.until <= $until
CREATE (a)-[:WAS_HAD {since: l.since, until: l.until, happened_on: l.happened_on, kind: l.kind}]->(b)
DELETE l
RETURN count(*) AS moved
