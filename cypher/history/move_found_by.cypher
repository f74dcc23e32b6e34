// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for the search keys of a record
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:FOUND_BY]->(b:SearchKey)
WHERE l.until <= $until
CREATE (a)-[:WAS_FOUND_BY {since: l.since, until: l.until}]->(b)
DELETE l
RETURN count(*) AS moved
