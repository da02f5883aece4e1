package io.kairosgateway.intake;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpData;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;

/** How parsers that others wrote read a body. */
enum OtherParsers {
    NETTY {
        @Override
        List<Parts.Part> parts(String contentType, byte[] body) throws IOException {
            HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
            request.headers().set("Content-Type", contentType);
            HttpPostMultipartRequestDecoder decoder =
                    new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request);
            try {
                decoder.offer(new DefaultLastHttpContent(Unpooled.wrappedBuffer(body)));
                List<Parts.Part> parts = new ArrayList<>();
                for (InterfaceHttpData data : decoder.getBodyHttpDatas()) {
                    boolean file = data.getHttpDataType() == InterfaceHttpData.HttpDataType.FileUpload;
                    String value = file ? null : ((Attribute) data).getValue();
                    parts.add(new Parts.Part(data.getName(), file, ((HttpData) data).length(), value));
                }
                return parts;
            } finally {
                decoder.destroy();
            }
        }
    },
    COMMONS {
        @Override
        List<Parts.Part> parts(String contentType, byte[] body) throws IOException {
            List<Parts.Part> parts = new ArrayList<>();
            FileItemInputIterator items = UPLOAD.getItemIterator(new Body(contentType, body));
            while (items.hasNext()) {
                FileItemInput item = items.next();
                byte[] content;
                try (InputStream stream = item.getInputStream()) {
                    content = stream.readAllBytes();
                }
                String value = item.isFormField() ? new String(content, StandardCharsets.UTF_8) : null;
                parts.add(new Parts.Part(item.getFieldName(), !item.isFormField(), content.length, value));
            }
            return parts;
        }
    };

    private static final AbstractFileUpload<Body, DiskFileItem, DiskFileItemFactory> UPLOAD =
            new AbstractFileUpload<>() {

                @Override
                public FileItemInputIterator getItemIterator(Body body) throws IOException {
                    return super.getItemIterator((RequestContext) body);
                }

                @Override
                public Map<String, List<DiskFileItem>> parseParameterMap(Body body) throws FileUploadException {
                    return super.parseParameterMap((RequestContext) body);
                }

                @Override
                public List<DiskFileItem> parseRequest(Body body) throws FileUploadException {
                    return super.parseRequest((RequestContext) body);
                }
            };

    abstract List<Parts.Part> parts(String contentType, byte[] body) throws IOException;

    private record Body(String contentType, byte[] bytes) implements RequestContext {

        @Override
        public String getCharacterEncoding() {
            return "UTF-8";
        }

        @Override
        public long getContentLength() {
            return bytes.length;
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public boolean isMultipartRelated() {
            return false;
        }
    }
}
