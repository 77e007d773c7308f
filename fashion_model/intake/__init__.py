"""Files on their way in: archives, spool, uploads and the delivery worker."""
