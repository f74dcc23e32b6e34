// purpose: read the details in force of some records, and since which day they are stated
// params: keys, forever
// returns: source, target, stated_on, title, forenames, surname, known_as, born_on, sex
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:SAYS]->(b:Details)
WHERE l.until = $forever
RETURN a.key AS source, b.key AS target, l.stated_on AS stated_on, b.title AS title, b.forenames AS forenames, b.surname AS surname, b.known_as AS known_as, b.born_on AS born_on, b.sex AS sex
