# Perl's LWP as its documentation shows it. Prints a line for each step: its name, a tab, what came of it.
use strict;
use warnings;
use HTTP::Request::Common;
use JSON::PP;
use LWP::UserAgent;

$| = 1;
my $url = "$ENV{GATEWAY_URL}/v1/verifications";
my $agent = LWP::UserAgent->new(keep_alive => 1, timeout => 60);
$agent->default_header(Authorization => "Bearer $ENV{GATEWAY_KEY}");

sub step {
    my ($name, $request) = @_;
    my $response = $agent->request($request);
    my $body = eval { decode_json($response->content) };
    if (!$body) {
        print "$name\tlost: ", $response->code, "\n";
        return {};
    }
    print "$name\t", $response->code, ' ', $body->{code} // $body->{status}, "\n";
    return $body;
}

sub submit {
    my ($path, $stream) = @_;
    local $HTTP::Request::Common::DYNAMIC_FILE_UPLOAD = 1;
    my $request = POST "$url/document", Content_Type => 'form-data', Content => [document => [$path, 'a"b.jpg', 'Content-Type' => 'image/jpeg']];
    $request->remove_header('Content-Length') if $stream;
    return $request;
}

print "version\t$LWP::UserAgent::VERSION\n";
my $id = step('submit', submit($ENV{PICTURE}))->{id};
step('stream', submit($ENV{PICTURE}, 1));
step('refused', submit($ENV{TEXT}));
step('again', submit($ENV{PICTURE}));
step('refused-big', submit($ENV{BIG}));
step('again-big', submit($ENV{PICTURE}));
step('watch', GET "$url/$id", Prefer => 'wait=20');
