// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for which person a record refers to
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:REFERS_TO]->(b:Person)
WHERE l.until <= $until
CREATE (a)-[:WAS_REFERS_TO {since: l.since, until: l.until}]->(b)
DELETE l
RETURN count(*) AS moved
