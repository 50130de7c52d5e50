"""What may other programs ask of the engines that hear and speak? Speech for text, text for speech,
in the files and with the names that they know; always behind the calls. It knows no HTTP."""
