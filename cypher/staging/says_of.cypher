// purpose: read the details in force of some records, and since which day they are stated
// params: keys, forever
// returns: packed source, target, stated_on, title, forenames, surname, known_as, born_on, sex
UNWIND $keys AS key
MATCH (a:Record {key: key})-[l:SAYS]->(b:Details)
WHERE l.until = $forever
RETURN collect([a.key, b.key, l.stated_on, b.title, b.forenames, b.surname, b.known_as, b.born_on, b.sex]) AS packed
