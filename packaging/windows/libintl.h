/* What GLib asks of GNU's libintl. Beside tests it speaks English only: each text is its own translation. */
#pragma once

/** A category of its own, which the C runtime does not have. */
#define LC_MESSAGES 1729

char* gettext(const char* text);
char* dgettext(const char* domain, const char* text);
char* dcgettext(const char* domain, const char* text, int category);
char* ngettext(const char* one, const char* many, unsigned long count);
char* dngettext(const char* domain, const char* one, const char* many, unsigned long count);
char* textdomain(const char* domain);
char* bindtextdomain(const char* domain, const char* folder);
char* bind_textdomain_codeset(const char* domain, const char* encoding);
