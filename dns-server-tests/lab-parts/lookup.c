// Looks a name up with the C library as browsers and ssh do, `lookup NAME TIMES`: a line for each time, with the
// microseconds it took and the addresses, or the error.
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static void print_addresses(const struct addrinfo *addresses) {
    for (; addresses; addresses = addresses->ai_next) {
        char text[INET6_ADDRSTRLEN];
        const void *bytes = addresses->ai_family == AF_INET
            ? (const void *) &((const struct sockaddr_in *) addresses->ai_addr)->sin_addr
            : (const void *) &((const struct sockaddr_in6 *) addresses->ai_addr)->sin6_addr;
        printf(" %s", inet_ntop(addresses->ai_family, bytes, text, sizeof text));
    }
}

int main(int count, char **words) {
    if (count != 3) {
        fprintf(stderr, "usage: lookup NAME TIMES\n");
        return 2;
    }
    for (int left = atoi(words[2]); left > 0; left--) {
        struct addrinfo hints, *addresses = NULL;
        struct timespec begin, end;
        memset(&hints, 0, sizeof hints);
        hints.ai_family = AF_UNSPEC;
        hints.ai_socktype = SOCK_STREAM;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        int error = getaddrinfo(words[1], "80", &hints, &addresses);
        clock_gettime(CLOCK_MONOTONIC, &end);
        printf("%ld", (end.tv_sec - begin.tv_sec) * 1000000 + (end.tv_nsec - begin.tv_nsec) / 1000);
        if (error) {
            printf(" %s", gai_strerror(error));
        } else {
            print_addresses(addresses);
            freeaddrinfo(addresses);
        }
        printf("\n");
    }
    return 0;
}
