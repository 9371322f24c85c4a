"""The unit's profile (单位信息): entered once, carried into every project."""

from collections.abc import Mapping

from egov_desktop.domain.fields import FieldDefinition

ID = "unit"
"""How a pack names the profile in `carry_from: unit.name`."""

TITLE = "单位信息"

FIELDS: tuple[FieldDefinition, ...] = (
    FieldDefinition(
        "name", "text", "单位全称", help="与公章一致；各项目的项目建设单位从这里带入。"
    ),
    FieldDefinition("code", "credit_code", "统一社会信用代码", help="18 位，末位是校验码。"),
    FieldDefinition("head", "text", "单位主要负责人", help="姓名和职务。"),
    FieldDefinition("implementing_body", "text", "项目实施机构", help="通常承担实施的内设机构。"),
    FieldDefinition("finance_head", "text", "财务负责人", help="姓名和职务。"),
    FieldDefinition("address", "text", "单位地址"),
    FieldDefinition("postcode", "text", "邮政编码"),
    FieldDefinition("contact_person", "text", "联系人"),
    FieldDefinition("contact_phone", "phone", "联系电话", help="手机或带区号的固定电话。"),
    FieldDefinition("contact_email", "email", "电子邮箱"),
)

FIELDS_BY_ID: Mapping[str, FieldDefinition] = {each.id: each for each in FIELDS}
