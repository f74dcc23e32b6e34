// purpose: create new households, with a link from each of their members
// params: rows, number, forever
// returns: opened
UNWIND $rows AS row
CREATE (b:Household {id: row.target})
WITH b, row
UNWIND row.links AS link
MATCH (a:Person {id: link.source})
CREATE (a)-[:MEMBER_OF {since: $number, until: $forever, first_day: link.first_day, last_day: link.last_day}]->(b)
RETURN count(*) AS opened
