// purpose: move the links of some nodes that no reader of the present can see to where only history is read, for the members of a household
// params: keys, until
// returns: moved
UNWIND $keys AS key
MATCH (a:Person {id: key})-[l:MEMBER_OF]->(b:Household)
WHERE l.until <= $until
CREATE (a)-[:WAS_MEMBER_OF {since: l.since, until: l.until, first_day: l.first_day, last_day: l.last_day}]->(b)
DELETE l
RETURN count(*) AS moved
