// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for the addresses a record has stated
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:LIVES_AT]->(b:StatedAddress)
WHERE l.until <= $until
CREATE (a)-[:WAS_LIVES_AT {since: l.since, until: l.until, first_seen: l.first_seen, last_seen: l.last_seen, current: l.current}]->(b)
DELETE l
RETURN count(*) AS moved
