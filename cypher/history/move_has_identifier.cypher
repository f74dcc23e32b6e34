// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for the identifiers of a record
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:HAS_IDENTIFIER]->(b:Identifier)
WHERE l.until <= $until
CREATE (a)-[:WAS_HAS_IDENTIFIER {since: l.since, until: l.until, verified: l.verified}]->(b)
DELETE l
RETURN count(*) AS moved
