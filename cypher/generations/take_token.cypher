// purpose: let a newer writer shut out every older one
// params: token
// returns: token
MATCH (w:Writer {key: 'writer'})
WHERE w.token <= $token
SET w.token = $token
RETURN w.token AS token
