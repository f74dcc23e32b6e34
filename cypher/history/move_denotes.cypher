// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for which address a stated address denotes
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:StatedAddress {key: key})-[l:DENOTES]->(b:Address)
WHERE l.until <= $until
CREATE (a)-[:WAS_DENOTES {since: l.since, until: l.until}]->(b)
DELETE l
RETURN count(*) AS moved
