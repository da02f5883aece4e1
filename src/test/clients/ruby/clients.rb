# Ruby's Net::HTTP as its documentation shows it. Prints a line for each step: its name, a tab, what came of it.
require 'json'
require 'net/http'

$stdout.sync = true
base = URI(ENV['GATEWAY_URL'])
picture, text, big = ENV.values_at('PICTURE', 'TEXT', 'BIG')
http = Net::HTTP.start(base.host, base.port)
http.read_timeout = 60

step = lambda do |name, request|
  request['Authorization'] = "Bearer #{ENV['GATEWAY_KEY']}"
  response = http.request(request)
  body = JSON.parse(response.body)
  puts "#{name}\t#{response.code} #{body['code'] || body['status']}"
  body
rescue StandardError => lost
  puts "#{name}\tlost: #{lost.class}"
  http.finish if http.started?
  http.start
  {}
end

submit = lambda do |path|
  request = Net::HTTP::Post.new('/v1/verifications/document')
  request.set_form([['document', File.open(path, 'rb'), { filename: 'a"b.jpg', content_type: 'image/jpeg' }]], 'multipart/form-data')
  request
end
stream = lambda do |path|
  request = submit.call(path)
  request['Transfer-Encoding'] = 'chunked'
  request
end

puts "version\t#{RUBY_VERSION}"
id = step.call('submit', submit.call(picture))['id']
step.call('stream', stream.call(picture))
step.call('refused', submit.call(text))
step.call('again', submit.call(picture))
step.call('refused-big', submit.call(big))
step.call('again-big', submit.call(picture))
read = Net::HTTP::Get.new("/v1/verifications/#{id}")
read['Prefer'] = 'wait=20'
step.call('watch', read)
