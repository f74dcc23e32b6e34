// purpose: open links for the members of a household
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
MATCH (a:Person {id: row.source})
MATCH (b:Household {id: row.target})
CREATE (a)-[:MEMBER_OF {since: $number, until: $forever, first_day: row.first_day, last_day: row.last_day}]->(b)
RETURN count(*) AS opened
