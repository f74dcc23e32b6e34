// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for the address of a household
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Household {id: key})-[l:BASED_AT]->(b:Address)
WHERE l.until <= $until
CREATE (a)-[:WAS_BASED_AT {since: l.since, until: l.until}]->(b)
DELETE l
RETURN count(*) AS moved
