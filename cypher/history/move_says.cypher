// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for what a record says of its person
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:SAYS]->(b:Details)
WHERE l.until <= $until
CREATE (a)-[:WAS_SAYS {since: l.since, until: l.until, stated_on: l.stated_on}]->(b)
DELETE l
RETURN count(*) AS moved
