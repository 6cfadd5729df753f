from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Hook(Base):
    __tablename__ = "hooks"
    id = Column(Integer, primary_key=True)
    address = Column(String)
    label = Column(String)
