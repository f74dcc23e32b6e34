// purpose: drop the index of Person nodes by their key, to make it anew
// params: none
// returns: nothing
DROP CONSTRAINT unique_person IF EXISTS
