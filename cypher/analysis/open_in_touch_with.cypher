// purpose: write links of the analysts' copy that say: in touch with
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Person {id: row.source})
MATCH (b:Agency {id: row.target})
CREATE (a)-[:IN_TOUCH_WITH {contacts: row.contacts, last_quarter: row.last_quarter, open_case: row.open_case}]->(b)
RETURN count(*) AS written
