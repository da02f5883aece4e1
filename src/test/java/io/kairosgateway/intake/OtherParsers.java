package io.kairosgateway.intake;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;

/** How parsers that others wrote read a body: two of Java's here, and those of Python's and Node's servers where they are installed. */
enum OtherParsers implements OtherParser {
    NETTY {
        @Override
        List<ReadPart> parts(Body body) throws IOException {
            HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
            request.headers().set("Content-Type", body.contentType());
            HttpPostMultipartRequestDecoder decoder =
                    new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request);
            try {
                decoder.offer(new DefaultLastHttpContent(Unpooled.wrappedBuffer(body.bytes())));
                List<ReadPart> parts = new ArrayList<>();
                for (InterfaceHttpData data : decoder.getBodyHttpDatas()) {
                    boolean file = data.getHttpDataType() == InterfaceHttpData.HttpDataType.FileUpload;
                    parts.add(ReadPart.of(data.getName(), file, ((HttpData) data).get()));
                }
                return parts;
            } finally {
                decoder.destroy();
            }
        }
    },
    COMMONS {
        @Override
        List<ReadPart> parts(Body body) throws IOException {
            List<ReadPart> parts = new ArrayList<>();
            FileItemInputIterator items = UPLOAD.getItemIterator(new CommonsBody(body));
            while (items.hasNext()) {
                FileItemInput item = items.next();
                try (InputStream stream = item.getInputStream()) {
                    parts.add(ReadPart.of(item.getFieldName(), !item.isFormField(), stream.readAllBytes()));
                }
            }
            return parts;
        }
    };

    private static final AbstractFileUpload<CommonsBody, DiskFileItem, DiskFileItemFactory> UPLOAD =
            new AbstractFileUpload<>() {

                @Override
                public FileItemInputIterator getItemIterator(CommonsBody body) throws IOException {
                    return super.getItemIterator((RequestContext) body);
                }

                @Override
                public Map<String, List<DiskFileItem>> parseParameterMap(CommonsBody body) throws FileUploadException {
                    return super.parseParameterMap((RequestContext) body);
                }

                @Override
                public List<DiskFileItem> parseRequest(CommonsBody body) throws FileUploadException {
                    return super.parseRequest((RequestContext) body);
                }
            };

    abstract List<ReadPart> parts(Body body) throws IOException;

    @Override
    public List<List<ReadPart>> read(List<Body> bodies) {
        List<List<ReadPart>> all = new ArrayList<>();
        for (Body body : bodies) {
            try {
                all.add(parts(body));
            } catch (IOException | RuntimeException refused) {
                all.add(OtherParser.refused("refused: " + refused));
            }
        }
        return all;
    }

    /** These and those outside Java that are installed. */
    static List<OtherParser> available() {
        return Stream.concat(Stream.of(values()), ChildParser.INSTALLED.stream())
                .toList();
    }

    private record CommonsBody(Body body) implements RequestContext {

        @Override
        public String getCharacterEncoding() {
            return "UTF-8";
        }

        @Override
        public long getContentLength() {
            return body.bytes().length;
        }

        @Override
        public String getContentType() {
            return body.contentType();
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(body.bytes());
        }

        @Override
        public boolean isMultipartRelated() {
            return false;
        }
    }
}
