"""Things to do later: jobs that hold ids only, written in the transaction of the change that wants them."""
