// purpose: read the members of every household of a generation, and where it is based
// params: number
// returns: household, address, person
MATCH (p:Person)-[m:MEMBER_OF]->(h:Household)-[b:BASED_AT]->(a:Address)
WHERE m.since <= $number AND m.until > $number AND b.since <= $number AND b.until > $number
RETURN h.id AS household, a.id AS address, p.id AS person
