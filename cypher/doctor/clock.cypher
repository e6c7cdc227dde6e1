// What time is it at the server? No parameters.
RETURN datetime.realtime().epochMillis AS now
