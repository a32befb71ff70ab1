// Rows as Spark sees them, and back. A name with dots is a path through structs: so pth_10 finds 'agent.agent_id'.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import scala.collection.Seq;

final class Frame {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A column, or the struct of those whose names go on. */
  private static final class Node {
    final Map<String, Node> children = new LinkedHashMap<>();
    String name;
    String type;
  }

  private final Node root = new Node();

  /** Columns by name, in their order: text, texts, long, double or time. */
  Frame(JsonNode columns) {
    for (Map.Entry<String, JsonNode> column : columns.properties()) {
      Node at = root;
      for (String part : column.getKey().split("\\.")) at = at.children.computeIfAbsent(part, key -> new Node());
      at.name = column.getKey();
      at.type = column.getValue().asText();
    }
  }

  private static DataType typeOf(Node node) {
    if (!node.children.isEmpty()) return schemaOf(node);
    switch (node.type) {
      case "texts":
        return DataTypes.createArrayType(DataTypes.StringType);
      case "long":
        return DataTypes.LongType;
      case "double":
        return DataTypes.DoubleType;
      case "time":
        return DataTypes.TimestampType;
      default:
        return DataTypes.StringType;
    }
  }

  private static StructType schemaOf(Node node) {
    List<StructField> fields = new ArrayList<>();
    node.children.forEach((name, child) -> fields.add(DataTypes.createStructField(name, typeOf(child), true)));
    return DataTypes.createStructType(fields);
  }

  private static Object valueOf(Node node, JsonNode row) {
    if (!node.children.isEmpty()) return rowOf(node, row);
    JsonNode value = row.get(node.name);
    if (value == null || value.isNull()) return null;
    switch (node.type) {
      case "texts":
        List<String> texts = new ArrayList<>();
        value.forEach(one -> texts.add(one.asText()));
        return JavaConverters.asScalaBuffer(texts).toSeq();
      case "long":
        return value.asLong();
      case "double":
        return value.asDouble();
      case "time":
        return new Timestamp(Math.round(value.asDouble() * 1000));
      default:
        return value.asText();
    }
  }

  private static Row rowOf(Node node, JsonNode row) {
    return RowFactory.create(node.children.values().stream().map(child -> valueOf(child, row)).toArray());
  }

  /** The rows, an object each. */
  Dataset<Row> of(SparkSession spark, JsonNode rows) {
    List<Row> list = new ArrayList<>();
    rows.forEach(row -> list.add(rowOf(root, row)));
    return spark.createDataFrame(list, schemaOf(root));
  }

  private static JsonNode json(Object value) {
    if (value instanceof Timestamp) return JSON.valueToTree(((Timestamp) value).getTime() / 1000.0);
    if (!(value instanceof Seq)) return JSON.valueToTree(value);
    ArrayNode list = JSON.createArrayNode();
    for (Object one : JavaConverters.seqAsJavaList((Seq<?>) value)) list.add(json(one));
    return list;
  }

  private static void put(ObjectNode object, String before, Row row) {
    StructField[] fields = row.schema().fields();
    for (int at = 0; at < fields.length; at++) {
      Object value = row.get(at);
      String name = before + fields[at].name();
      if (value instanceof Row) put(object, name + ".", (Row) value);
      else if (value != null) object.set(name, json(value));
    }
  }

  /** An object a row, without what is null. */
  static ArrayNode json(Dataset<Row> rows) {
    ArrayNode list = JSON.createArrayNode();
    for (Row row : rows.collectAsList()) put(list.addObject(), "", row);
    return list;
  }
}
